variable "aws_region" {
  description = "AWS region"
  type        = string
  default     = "eu-central-1"
}

variable "environment" {
  description = "Name of the environment"
  type        = string
  default     = "dev"
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

variable "ssh_allowed_ips" {
  description = "Addresses that may connect by SSH"
  type        = list(string)
}

variable "ami_id" {
  description = "Image of the servers"
  type        = string
}

variable "instance_type" {
  description = "Size of the servers"
  type        = string
}

variable "key_name" {
  description = "SSH key of the servers"
  type        = string
}

variable "db_instance_class" {
  description = "Size of the database"
  type        = string
}

variable "db_name" {
  description = "Name of the database"
  type        = string
}

variable "db_username" {
  description = "Owner of the database"
  type        = string
}

variable "db_password" {
  description = "Password of the owner"
  type        = string
}
