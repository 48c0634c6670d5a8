"""The notebook: magics, results that show themselves, maths input, pictures."""
