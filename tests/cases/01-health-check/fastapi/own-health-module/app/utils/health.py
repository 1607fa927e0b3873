def bmi(height: float, weight: float) -> float:
    return weight / height**2
