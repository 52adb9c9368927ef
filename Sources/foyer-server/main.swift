print("foyer-server")
