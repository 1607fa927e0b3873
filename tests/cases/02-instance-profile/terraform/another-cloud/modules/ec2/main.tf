resource "oci_core_instance" "this" {
  availability_domain = var.availability_domain
  compartment_id      = var.compartment_id
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = var.image
  }
}
