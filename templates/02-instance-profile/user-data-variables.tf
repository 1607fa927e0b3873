variable "user_data" {
  description = "Script that runs at the first start of an instance; none by default"
  type        = string
  default     = null
}

variable "user_data_replace_on_change" {
  description = "Whether a change of user_data replaces the instance; else it is stopped and started, and the script does not run again"
  type        = bool
  default     = false
}
