def litres(well: int) -> int:
    return 40 * well
