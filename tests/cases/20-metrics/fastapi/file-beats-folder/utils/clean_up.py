print("run by hand")
