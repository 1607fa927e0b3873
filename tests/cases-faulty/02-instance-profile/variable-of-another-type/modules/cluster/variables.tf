variable "ami" {
  type = string
}

variable "iam_instance_profile" {
  type = object({ name = string, arn = string })
}
