variable "ami" {
	type = string
}
