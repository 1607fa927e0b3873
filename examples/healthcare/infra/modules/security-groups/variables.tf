variable "environment" {
  description = "Name of the environment"
  type        = string
}

variable "vpc_id" {
  description = "ID of the network"
  type        = string
}

variable "ssh_allowed_ips" {
  description = "Addresses that may connect by SSH"
  type        = list(string)
}
