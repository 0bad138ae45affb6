// A library that stands in the way of one of Windows, and leaves a mark if it is taken.
#include <windows.h>

BOOL WINAPI DllMain(HINSTANCE self, DWORD why, LPVOID reserved)
{
	(void)self, (void)reserved;
	if (why == DLL_PROCESS_ATTACH)
		CreateDirectoryA("C:\\planted", NULL);
	return TRUE;
}
