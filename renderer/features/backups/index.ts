export { BackupList } from './BackupList.tsx';
