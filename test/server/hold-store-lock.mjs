// Holds the write lock of a SQLite file until standard input ends.
import Database from 'libsql';

const database = new Database(process.argv[2]);
database.exec('begin immediate');
process.stdout.write('held\n');
process.stdin.resume().on('end', () => {
  database.exec('rollback');
  database.close();
});
