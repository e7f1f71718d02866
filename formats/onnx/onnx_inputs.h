#pragma once

#include "core/network/network.h"

#include <onnx/onnx_pb.h>

#include <set>
#include <string>

namespace waferscope {

/// Turns the shapes that a graph states for its inputs into numbers and names that can be typed, and chooses defaults.
/// An expression over other sizes stays one. An extent without a name is called "batch" on the first axis and
/// INPUT_axisN elsewhere. Where nothing is stated: 224 for the height and width of a picture, 512 samples of a signal
/// [batch, samples], 128 for other axes behind the first, 1 for the batch and for channels.
class OnnxInputShapes {
public:
    explicit OnnxInputShapes(NetworkSource& source)
        : m_source(source)
    {
    }

    /// Takes note of an input's names; of all inputs before the first is read.
    void learn(const onnx::ValueInfoProto& info);
    /// Adds defaults, names and notes to the source.
    [[nodiscard]] SymbolicShape read(const onnx::ValueInfoProto& info);

private:
    [[nodiscard]] bool follows(const std::string& stated) const; ///< from sizes with names, as an expression
    std::string nameOf(const onnx::ValueInfoProto& info, int axis, const std::string& stated);
    [[nodiscard]] std::string inTheFile(const std::string& name) const; ///< its name there, where it is another
    void setDefault(const std::string& name, const onnx::TypeProto::Tensor& type, int axis);
    static std::int64_t likelySize(const onnx::TypeProto::Tensor& type, int axis);

    NetworkSource& m_source;
    std::set<std::string> m_plain; ///< names of sizes that can be typed as they are
};

/// The shape of an intermediate tensor where the file states all of it.
[[nodiscard]] SymbolicShape statedShape(const onnx::ValueInfoProto& info);

} // namespace waferscope
