#ifndef FOYER_SYSTEM_H
#define FOYER_SYSTEM_H
// Calls of Linux that Swift's Glibc module leaves out.

/// A file in memory, closed when another program is started; -1 and errno on failure.
int foyer_memory_file(const char *name);
/// A pipe whose ends are closed when another program is started; 0, or -1 and errno.
int foyer_pipe(int ends[2]);
/// Returns when all that was written to the file system of the folder survives a power cut; 0, or -1 and errno.
int foyer_sync_file_system(int folder);
/// Opens a folder in a folder, to be passed through and not to be listed, so that no more rights are needed than for the way to a file. A
/// symbolic link is not followed; -1 and errno on failure.
int foyer_open_folder(int folder, const char *name);
#endif
