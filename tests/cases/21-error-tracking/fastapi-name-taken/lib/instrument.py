strings = 6
