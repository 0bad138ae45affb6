# shellcheck shell=bash
# A screen that nobody sits at: an X server in memory with a window manager, and what
# is needed to drive one window on it and to take its picture. It is sourced after
# lib.sh. One window is open at a time.
# shellcheck disable=SC2154 # scratch is made by lib.sh

# Opens a screen: open_screen WIDTHxHEIGHT [OPTION…], the options being the X server's
open_screen() {
	rm -f "$scratch/display"
	start xvfb Xvfb -displayfd 3 -screen 0 "${1}x24" -nolisten tcp "${@:2}" 3>"$scratch/display"
	until_true 30 'the X server' test -s "$scratch/display"
	DISPLAY=:$(<"$scratch/display")
	export DISPLAY
	unset WAYLAND_DISPLAY
	export LC_ALL=C.UTF-8 # titles are Japanese
	# No key belongs to the window manager.
	echo '<openbox_config xmlns="http://openbox.org/3.4/rc"/>' >"$scratch/openbox.xml"
	start openbox openbox --config-file "$scratch/openbox.xml"
	until_true 30 'the window manager' manager_runs
}

manager_runs() { wmctrl -m >"$scratch/manager" 2>&1; }

# Starts a program and waits for its window: open_window COMMAND…
open_window() {
	start program "$@"
	program=$!
	until_true 60 'the window' window_is_there
	xdotool windowfocus --sync "$window"
}

# Lets the window fill the screen, without a frame.
fill_screen() { wmctrl -i -r "$window" -b add,fullscreen; }

window_is_there() {
	! program_ended || program_failed 'ended without a window'
	window=$(xdotool search --onlyvisible --name '^安否シンク' 2>/dev/null | tail -n 1) && [[ $window ]]
}

# Closes the window as a person would, and expects the program to end well.
close_window() {
	wmctrl -i -c "$window"
	until_true 30 'the program to end' program_ended
	wait "$program" || program_failed 'did not end well'
}

program_ended() { ! kill -0 "$program" 2>/dev/null; }

program_failed() {
	cat "$scratch/program.log" >&2
	fail "the program $1"
}

# Runs the sample's import through the window that is open, leaves a picture of each
# screen in a folder, and prints their paths: import_through_window FOLDER
import_through_window() {
	album=$1
	pictures=0
	picture form
	bright=$(shade)
	xdotool key ctrl+Return
	until_true 10 'the progress' moved
	keep_picture progress
	until_true 120 'the preview' undimmed
	picture preview
	xdotool key ctrl+Return
	until_true 10 'the import' moved
	until_true 120 'the end of the import' undimmed
	picture imported

	navigate 0
	keep_picture home
	navigate 2
	keep_picture directory
	click 300 115 # the head of the tree
	xdotool key --delay 100 Down Down Down Right Down
	picture department
	click 300 115
	xdotool key ctrl+f type --delay 50 takahashi
	picture search

	navigate 1
	xdotool key ctrl+Return # another day at the sample: looked at, and left
	until_true 10 'the progress' moved
	until_true 120 'the preview' undimmed
	picture changes
	xdotool key Escape
	until_true 10 'the form' moved
	picture left

	navigate 3
	click 400 165 # the import, below the one that was left
	picture history
	navigate 4
	keep_picture csv
	navigate 5
	keep_picture settings
}

# Runs the sample's import through the window that is open, clicks on 反映する where it is
# seen, and expects a database to have users then: import_by_click DATABASE
import_by_click() {
	until_true 60 'the form' at_rest
	bright=$(shade)
	xdotool key ctrl+Return
	until_true 10 'the progress' moved
	until_true 120 'the preview' undimmed
	until_true 60 'the preview to come to rest' at_rest
	(($(users "$1") == 0)) || fail 'users before anything is confirmed'
	click_from_end 64 27
	until_true 10 'the import' moved
	until_true 120 'the end of the import' undimmed
	(($(users "$1") > 0)) || fail "the click at 反映する in a window of $(size_of_window) hit something else"
}

# Prints the window's size: WIDTHxHEIGHT
size_of_window() { xdotool getwindowgeometry "$window" | awk '$1 == "Geometry:" { print $2 }'; }

# Clicks on the window, counted from its lower right: click_from_end X Y, at FYNE_SCALE 1
click_from_end() {
	local size
	size=$(size_of_window)
	xdotool mousemove --window "$window" $((${size%x*} - $(scaled "$1"))) $((${size#*x} - $(scaled "$2")))
	until_true 60 'the mouse' at_rest
	keep_picture click
	xdotool click 1
}

users() { sqlite3 -readonly "$1" 'SELECT count(*) FROM users'; }

# Opens a screen of the navigation: the first is number 0.
navigate() {
	click 30 $((75 + 37 * $1))
	until_true 10 'the other screen' moved
	until_true 60 'the screen to come to rest' at_rest
}

# Clicks on the window, once the mouse has come: click X Y [BUTTON], at FYNE_SCALE 1
click() {
	xdotool mousemove --window "$window" "$(across "$1")" "$(scaled "$2")"
	until_true 60 'the screen to come to rest' at_rest
	xdotool click "${3-1}"
}

# Takes a picture once nothing has moved on the screen for a second, and prints its
# path: picture NAME
picture() {
	until_true 60 'the screen to come to rest' at_rest
	keep_picture "$1"
}

# Keeps what was last seen of the screen.
keep_picture() {
	local file
	printf -v file '%s/%02d-%s.png' "$album" $((++pictures)) "$1"
	convert "$scratch/now.ppm" "$file"
	(($(identify -format %k "$file") > 64)) || fail "hardly a colour in $file"
	printf '%s\n' "$file"
}

# Where X is in the window, X being beside the navigation, which is folded in a narrow one.
across() {
	local width
	width=$(size_of_window)
	if (($1 > 184 && ${width%x*} < $(scaled 960))); then scaled $(($1 - 130)); else scaled "$1"; fi
}

scaled() { awk -v n="$1" -v by="${FYNE_SCALE:-1}" 'BEGIN { printf "%d", n * by }'; }

at_rest() {
	look
	for _ in 1 2 3 4; do
		sleep 0.25
		! moved || return
	done
}

# Says whether the screen has another look than when it was last looked at; a cursor
# that blinks does not count.
moved() {
	local pixels
	mv "$scratch/now.ppm" "$scratch/before.ppm"
	look
	pixels=$(compare -metric AE -fuzz 2% "$scratch/before.ppm" "$scratch/now.ppm" null: 2>&1) || true
	(($(printf %.0f "$pixels") > 200)) # large numbers come with an exponent
}

# Says whether no dialog stands before the screen: one dims the navigation.
undimmed() {
	look
	[[ $(shade) == "$bright" ]]
}

shade() { convert "$scratch/now.ppm" -format '%[pixel:p{20,400}]' info:; }

look() { import -silent -window root "$scratch/now.ppm"; }
