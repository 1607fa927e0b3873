variable "environment" {
  default = "production"
}
