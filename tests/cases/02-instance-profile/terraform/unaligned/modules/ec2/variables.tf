variable "ami"{}
variable "instance_type"{
  default= "t2.micro"
}
variable "subnet_id"{}
