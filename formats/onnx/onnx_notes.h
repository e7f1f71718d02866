#pragma once

#include "core/network/network.h"

#include <onnx/onnx_pb.h>

namespace waferscope {

/// Adds to a model what ONNX itself cannot say of a network: its layers, and the symbolic sizes in force. Other
/// programs leave the entry alone.
void writeOnnxNotes(const Network& network, onnx::ModelProto& model);

/// Takes over the notes of a model that writeOnnxNotes() wrote; whatever does not fit its operators is ignored.
void readOnnxNotes(const onnx::ModelProto& model, NetworkSource& source);

} // namespace waferscope
