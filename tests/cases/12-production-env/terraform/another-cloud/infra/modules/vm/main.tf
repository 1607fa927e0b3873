resource "google_compute_instance" "vm" {
  name = "dev"
}
