variable "environment" {
  description = "Name of the environment"
  type        = string
}

variable "vpc_cidr" {
  description = "Addresses of the network"
  type        = string
}

variable "public_subnet_cidrs" {
  description = "Addresses of the public subnets"
  type        = list(string)
}

variable "availability_zones" {
  description = "One zone for each subnet"
  type        = list(string)
}
