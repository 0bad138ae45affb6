// Drops a file onto a window, as a file manager does by XDND: drop WINDOW file:///PATH
#include <X11/Xlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Display *display;

static Atom atom(const char *name) { return XInternAtom(display, name, False); }

static void tell(Window target, Window self, const char *type, long b, long c, long d, long e)
{
	XEvent event = {0};
	event.xclient.type = ClientMessage;
	event.xclient.window = target;
	event.xclient.message_type = atom(type);
	event.xclient.format = 32;
	long data[] = {(long)self, b, c, d, e};
	memcpy(event.xclient.data.l, data, sizeof data);
	XSendEvent(display, target, False, NoEventMask, &event);
	XFlush(display);
}

// Hands the file's address to whoever was dropped on.
static void answer(XSelectionRequestEvent *asked, const char *list)
{
	XEvent event = {0};
	XChangeProperty(display, asked->requestor, asked->property, asked->target, 8, PropModeReplace,
		(const unsigned char *)list, (int)strlen(list));
	event.xselection.type = SelectionNotify;
	event.xselection.requestor = asked->requestor;
	event.xselection.selection = asked->selection;
	event.xselection.target = asked->target;
	event.xselection.property = asked->property;
	event.xselection.time = asked->time;
	XSendEvent(display, asked->requestor, False, NoEventMask, &event);
	XFlush(display);
}

int main(int count, char **arguments)
{
	if (count != 3 || !(display = XOpenDisplay(NULL)))
		return 2;
	Window target = strtoul(arguments[1], NULL, 0);
	Window self = XCreateSimpleWindow(display, DefaultRootWindow(display), 0, 0, 1, 1, 0, 0, 0);
	char list[4096];
	snprintf(list, sizeof list, "%s\r\n", arguments[2]);
	XSetSelectionOwner(display, atom("XdndSelection"), self, CurrentTime);
	tell(target, self, "XdndEnter", 5L << 24, (long)atom("text/uri-list"), 0, 0);
	tell(target, self, "XdndPosition", 0, 400L << 16 | 300, CurrentTime, (long)atom("XdndActionCopy"));
	for (;;) {
		XEvent event;
		XNextEvent(display, &event);
		if (event.type == SelectionRequest) {
			answer(&event.xselectionrequest, list);
		} else if (event.type == ClientMessage && event.xclient.message_type == atom("XdndStatus")) {
			if (!(event.xclient.data.l[1] & 1))
				return 1; // it takes no files
			tell(target, self, "XdndDrop", 0, CurrentTime, 0, 0);
		} else if (event.type == ClientMessage && event.xclient.message_type == atom("XdndFinished")) {
			return !(event.xclient.data.l[1] & 1);
		}
	}
}
