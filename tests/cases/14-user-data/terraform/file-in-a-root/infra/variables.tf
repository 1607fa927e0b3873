variable "project_name" {
  type    = string
  default = "orders"
}
