#pragma once

#include "tests/formats/onnx_sample.h"

#include <filesystem>
#include <fstream>
#include <string>

namespace waferscope::samples {

inline void appendVarint(std::string& out, std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
}

/// A MatMul with a matrix of 16384 x 16384 floats, 1 GiB, written as a file with a hole.
inline void writeGigabyteOnnx(const std::string& path)
{
    constexpr std::uint64_t kPayload = 16384ULL * 16384 * 4;
    OnnxSample sample;
    sample.input("x", {"batch", "16384"});
    sample.node("MatMul", {"x", "matrix"}, {"y"});
    sample.output("y");
    onnx::TensorProto matrix;
    matrix.set_name("matrix");
    matrix.set_data_type(onnx::TensorProto::FLOAT);
    matrix.add_dims(16384);
    matrix.add_dims(16384);
    std::string tensor = matrix.SerializeAsString();
    tensor += '\x4a'; // raw_data
    appendVarint(tensor, kPayload);
    std::string graph = sample.graph().SerializeAsString();
    graph += '\x2a'; // initializer
    appendVarint(graph, tensor.size() + kPayload);
    graph += tensor;
    std::string head("\x08\x08\x3a", 3); // ir_version 8, graph
    appendVarint(head, graph.size() + kPayload);
    head += graph;
    std::ofstream{path, std::ios::binary} << head;
    std::filesystem::resize_file(path, head.size() + kPayload);
}

} // namespace waferscope::samples
