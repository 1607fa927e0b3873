export const wards = ["Surgery", "Maternity", "Children"];
