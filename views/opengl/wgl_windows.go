package opengl

import "C" // for the file beside this
