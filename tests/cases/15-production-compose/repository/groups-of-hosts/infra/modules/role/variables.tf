variable "log_group_arns" { type = list(string) }
