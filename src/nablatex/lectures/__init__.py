"""The lectures that ship with the package, in English and Korean."""
