# shellcheck shell=bash
# What the scripts in this folder share: where things are, packages, and steps that
# are silent unless they fail. It is sourced, and leaves the caller at the top of
# the tree.
# shellcheck disable=SC2034 # not every script uses all of it

set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
PATH=$PATH:/usr/local/go/bin
scratch=$(mktemp -d)
started=()
said=()

# The tag says that the program touches widgets on Fyne's goroutine alone.
tags=migrated_fynedo

# Those of what is shipped: without Fyne's font of emoji, 4.2 MB whose signs are too small and too
# high, since those of the system, which Fyne finds by itself, stand on the line; and without what
# reads a FyneApp.toml that lies beside the program.
shipped=$tags,no_emoji,no_metadata

build_packages=(
	gcc libc6-dev pkg-config libgl1-mesa-dev xorg-dev libwayland-dev libxkbcommon-dev
)
screen_packages=(
	xvfb openbox xdotool wmctrl xclip imagemagick sqlite3 libgl1-mesa-dri fonts-noto-cjk
)

# Prints what the program is called by: ANPISYNC_VERSION, else the tag of this commit,
# else dev.
version() {
	local version=${ANPISYNC_VERSION:-$(git describe --tags --exact-match --match 'v[0-9]*' 2>/dev/null || echo dev)}
	[[ $version =~ ^(dev|v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?)$ ]] || fail "what version is $version?"
	printf '%s\n' "$version"
}

# Prints the address of the project's page: ANPISYNC_URL, else that of the repository whose workflow
# this is, else nothing.
page() { printf '%s\n' "${ANPISYNC_URL-${GITHUB_REPOSITORY:+$GITHUB_SERVER_URL/$GITHUB_REPOSITORY}}"; }

# Prints a version as Debian orders it: v1.2.3-rc.1 comes before v1.2.3, and dev before all.
debian_version() {
	local version=${1#v}
	[[ $1 == v* ]] || version=0~$1
	printf '%s\n' "${version/-/\~}"
}

# Prints a version as numbers, whose order is that of the versions: the candidates of 1.2.3, by the
# first letter of their kind and their numbers, are 1.2.3.0.…, and itself is 1.2.3.1.
order() {
	[[ $1 =~ ^v([0-9.]+)(-(.+))?$ ]] || {
		echo 0
		return
	}
	local numbers=${BASH_REMATCH[1]} candidate=${BASH_REMATCH[3]}
	if [[ $candidate ]]; then
		printf '%s.0.%d%s\n' "$numbers" "'$candidate" "$(grep -oE '[0-9]+' <<<"$candidate" | sed 's/^/./' | tr -d '\n')"
	else
		printf '%s.1\n' "$numbers"
	fi
}

# Prints the flags by which the linker tells the program where newer releases are told of, and
# whose signature counts: in latest.json of the newest release at the project's page, or at
# ANPISYNC_FEED, signed by .github/minisign.pub. Without a page or a key, it is told nothing.
feed() {
	local page address key=.github/minisign.pub
	page=$(page)
	address=${ANPISYNC_FEED-${page:+$page/releases/latest/download/latest.json}}
	[[ $address && -e $key ]] || return 0
	printf -- '-X anpisync/app/release.address=%s -X anpisync/app/release.key=%s' "$address" "$(sed -n 2p "$key")"
}

# Builds the program for a release. Nothing of this machine is in it: the same sources
# always give the same bytes.
# compile OUTPUT [LDFLAGS]
compile() {
	local version flags
	version=$(version)
	flags="-s -w -X anpisync/app/process.version=$version $(feed) ${2-}"
	[[ $OSTYPE == darwin* ]] || flags+=' -buildid=' # a Mac starts no program without an identity
	quietly go build -trimpath -buildvcs=false -tags "$shipped" -o "$1" -ldflags "$flags" .
}

# Says what is done now, and how long the script has been at it.
say() {
	printf '== %d:%02d %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*" >&2
	said+=("$SECONDS $*")
}

# Prints how many seconds each of what was said took, but for the last.
took() {
	local i
	for ((i = 1; i < ${#said[@]}; i++)); do
		printf '%5d s %s\n' $((${said[i]%% *} - ${said[i - 1]%% *})) "${said[i - 1]#* }"
	done
}

fail() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# Ends what was started here, the last first. What has not ended after half a minute is killed.
stop_started() {
	local i deadline
	for ((i = ${#started[@]} - 1; i >= 0; i--)); do
		kill "${started[i]}" 2>/dev/null || continue
		deadline=$((SECONDS + 30))
		while kill -0 "${started[i]}" 2>/dev/null && ((SECONDS < deadline)); do sleep 0.1; done
		kill -KILL "${started[i]}" 2>/dev/null || true
		wait "${started[i]}" 2>/dev/null || true
	done
	started=()
}

clean_up() {
	stop_started
	rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# Runs a command in the background, until the script ends at the latest. Its output
# goes to a file named after the first argument, its process to $!.
start() {
	local log=$scratch/$1.log
	shift
	"$@" >"$log" 2>&1 </dev/null &
	started+=($!)
}

# Tries a command until it succeeds: until_true SECONDS WHAT COMMAND…
until_true() {
	local deadline=$((SECONDS + $1)) what=$2
	shift 2
	until "$@"; do
		((SECONDS < deadline)) || fail "waited in vain for $what"
		sleep 0.1
	done
}

# Runs a command, and shows what it printed only if it failed.
quietly() {
	local log=$scratch/quietly.log
	"$@" >"$log" 2>&1 </dev/null || {
		cat "$log" >&2
		fail "this failed: $*"
	}
}

# Installs those of the packages that are missing.
need() {
	local package missing=()
	command -v apt-get >/dev/null || return 0 # another system's user brings them along
	for package; do
		dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
	done
	((${#missing[@]})) || return 0
	say "installing ${missing[*]}"
	quietly retry as_root apt-get update
	quietly retry as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}"
}

# Makes a copy of the tree with its commits, as it is here but for files that git does not know.
copy_tree() {
	quietly git clone . "$1"
	git -c diff.noprefix=false diff --no-ext-diff --no-color --binary HEAD | git -C "$1" apply --allow-empty
}

as_root() {
	if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# Mirrors fail now and then.
retry() {
	local pause
	for pause in 2 10 30; do
		"$@" && return
		sleep "$pause"
	done
	"$@"
}

command -v go >/dev/null || fail 'Go is missing: https://go.dev/dl/'

# Everything is built by the one Go that go.mod names, which another fetches as a module.
GOTOOLCHAIN=$(sed -n 's/^toolchain //p' go.mod)
export GOTOOLCHAIN
