@rem "npm start" runs "exec node ...": without exec the shell would keep the signals that are meant for the app. cmd.exe has no exec, this is it.
@%*
