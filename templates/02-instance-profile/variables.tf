variable "iam_instance_profile" {
  description = "Name of the instance profile whose role the instances get; none by default"
  type        = string
  default     = null
}
