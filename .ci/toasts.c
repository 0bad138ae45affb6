// What shows notices where Windows does: classes of the Windows Runtime that Wine has not.
// A toast that is shown is left in a file: the id it is shown under, and its XML.
#include <windows.h>
#include <stdio.h>

typedef const void *HSTRING;
typedef struct object {
	void *const *methods;
} object;

static WCHAR id[256], xml[8192];

static void text(HSTRING from, WCHAR *to, size_t room)
{
	typedef const WCHAR *(WINAPI * raw)(HSTRING, UINT32 *);
	raw f = (raw)(void *)GetProcAddress(GetModuleHandleW(L"combase.dll"), "WindowsGetStringRawBuffer");
	UINT32 length = 0;
	const WCHAR *letters = f(from, &length);
	if (length >= room)
		length = (UINT32)room - 1;
	memcpy(to, letters, length * sizeof *to);
	to[length] = 0;
}

static HRESULT WINAPI query(object *self, const void *as, object **out)
{
	(void)as;
	*out = self;
	return S_OK;
}

static ULONG WINAPI count(object *self)
{
	(void)self;
	return 1;
}

static HRESULT WINAPI no(void) { return E_NOTIMPL; }

#define OBJECT(name, sixth, seventh, eighth)                                                                                     \
	static void *const name##_methods[16] = {query, count, count, no, no, no, sixth, seventh, eighth, no, no, no, no, no, no, no}; \
	static object name = {name##_methods}

static HRESULT WINAPI load(object *self, HSTRING from)
{
	(void)self;
	text(from, xml, sizeof xml / sizeof *xml);
	return S_OK;
}
OBJECT(document, load, no, no);

static HRESULT WINAPI make_document(object *self, object **out)
{
	(void)self;
	*out = &document;
	return S_OK;
}
OBJECT(documents, make_document, no, no);

OBJECT(toast, no, no, no);

static HRESULT WINAPI make_toast(object *self, object *of, object **out)
{
	(void)self;
	*out = of == &document ? &toast : NULL;
	return *out ? S_OK : E_INVALIDARG;
}
OBJECT(toasts, make_toast, no, no);

static HRESULT WINAPI show(object *self, object *what)
{
	char line[32768];
	FILE *file = fopen("C:\\toast", "wb");
	(void)self;
	if (!file || what != &toast)
		return E_FAIL;
	WideCharToMultiByte(CP_UTF8, 0, id, -1, line, sizeof line, NULL, NULL);
	fprintf(file, "%s\n", line);
	WideCharToMultiByte(CP_UTF8, 0, xml, -1, line, sizeof line, NULL, NULL);
	fprintf(file, "%s\n", line);
	return fclose(file) ? E_FAIL : S_OK;
}

static HRESULT WINAPI setting(object *self, INT32 *out)
{
	(void)self;
	*out = 0; // enabled
	return S_OK;
}
OBJECT(notifier, show, no, setting);

static HRESULT WINAPI make_notifier(object *self, HSTRING under, object **out)
{
	(void)self;
	text(under, id, sizeof id / sizeof *id);
	*out = &notifier;
	return S_OK;
}
OBJECT(manager, no, make_notifier, no);

__declspec(dllexport) HRESULT WINAPI DllGetActivationFactory(HSTRING class, object **out)
{
	WCHAR name[256];
	text(class, name, sizeof name / sizeof *name);
	if (!wcscmp(name, L"Windows.Data.Xml.Dom.XmlDocument"))
		*out = &documents;
	else if (!wcscmp(name, L"Windows.UI.Notifications.ToastNotification"))
		*out = &toasts;
	else if (!wcscmp(name, L"Windows.UI.Notifications.ToastNotificationManager"))
		*out = &manager;
	else
		return E_NOINTERFACE;
	return S_OK;
}
