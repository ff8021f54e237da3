@rem "npm start" runs "exec node ...", because a shell without exec does not pass signals on to the app. cmd.exe has no exec; this file replaces it.
@%*
