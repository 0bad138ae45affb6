// Of all that the program is linked to, opengl32.dll is what Windows would take from the
// program's own folder if it were there. Only this function of it is named by what we
// link: so it is looked up here, in the system's folder.
#include <windows.h>

static PROC WINAPI look_up(LPCSTR name)
{
	static PROC(WINAPI * system)(LPCSTR);
	if (!system) {
		HMODULE library = LoadLibraryExA("opengl32.dll", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
		if (!library)
			return NULL;
		system = (PROC(WINAPI *)(LPCSTR))(void *)GetProcAddress(library, "wglGetProcAddress");
	}
	return system ? system(name) : NULL;
}

PROC(WINAPI *__imp_wglGetProcAddress)(LPCSTR) = look_up; // in the place of the linker's
