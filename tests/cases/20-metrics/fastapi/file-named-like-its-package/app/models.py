SHELVES = ["fiction", "maps"]
