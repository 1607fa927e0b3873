variable "iam_instance_profile" {
  type = object({ name = string })
}
