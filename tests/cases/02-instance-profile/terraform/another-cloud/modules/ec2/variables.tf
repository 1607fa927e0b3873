variable "availability_domain" {
  type = string
}

variable "compartment_id" {
  type = string
}

variable "image" {
  type = string
}
