variable "ami_id" {
  type = string
}
