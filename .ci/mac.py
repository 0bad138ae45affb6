# Stands in for the programs that only a Mac has, as far as .ci/macos calls them, where
# .ci/release-test rehearses it: mac.py PROGRAM ARGUMENT…
import os
import plistlib
import subprocess
import sys

program, *arguments = sys.argv[1:]
if program == "plutil":
    assert arguments[0] == "-replace" and arguments[2] == "-string", arguments
    with open(arguments[-1], "rb") as file:
        plist = plistlib.load(file)
    plist[arguments[1]] = arguments[3]
    with open(arguments[-1], "wb") as file:
        plistlib.dump(plist, file)
elif program == "sips":
    size, source, out = arguments[1], arguments[3], arguments[5]
    assert arguments == ["-z", size, size, source, "--out", out], arguments
    subprocess.run(["convert", source, "-resize", size, out], check=True)
elif program == "iconutil":
    out, folder = arguments[3:]
    names = {f"icon_{n}x{n}{at}.png": n * times for n in (16, 32, 128, 256, 512) for at, times in (("", 1), ("@2x", 2))}
    assert set(os.listdir(folder)) == set(names), os.listdir(folder)
    for name, size in names.items():
        seen = subprocess.run(["identify", "-format", "%w %h %[channels]", f"{folder}/{name}"], check=True, capture_output=True, text=True)
        assert seen.stdout in (f"{size} {size} srgba", f"{size} {size} rgba"), (name, seen.stdout)
    open(out, "w").close()
elif program == "security" and arguments[0] == "find-identity":
    print('  1) 0123ABCD "Developer ID Application: AnpiSync"')
elif program == "hdiutil":
    folder = arguments[arguments.index("-srcfolder") + 1]
    assert os.readlink(f"{folder}/Applications") == "/Applications"
    with open(arguments[-1], "w") as file:
        for path, _, names in os.walk(folder):
            print(*(os.path.join(path, name) for name in names), sep="\n", file=file)
elif program == "codesign":
    assert os.path.exists(arguments[-1]), arguments
elif program == "xcrun":
    assert os.path.exists(arguments[2]), arguments
    print("status: Accepted")
