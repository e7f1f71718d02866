#include "formats/onnx/onnx.h"

#include "core/base/fingerprint.h"
#include "core/base/names.h"
#include "formats/base/root_keys.h"
#include "formats/onnx/onnx_graph.h"
#include "formats/onnx/onnx_trim.h"

namespace waferscope {

namespace {

Result<OnnxModel> readTrimmed(const TrimmedOnnx& trimmed, const std::string& path)
{
    onnx::ModelProto model;
    if (!model.ParseFromString(trimmed.bytes))
        return Error{ErrorCode::InvalidInput, inQuotes(path) + " is protobuf, but no ONNX model."};
    if (!model.has_graph())
        return Error{ErrorCode::InvalidInput, inQuotes(path) + " has no graph, so it is no ONNX model."};
    WAFERSCOPE_TRY(NetworkSource source, readOnnxGraph(model, {path, trimmed.fileSize}));
    Fingerprint print;
    print.add(std::string_view{trimmed.bytes});
    print.add(trimmed.fileSize);
    return OnnxModel{std::move(source), print.value()};
}

} // namespace

Result<OnnxModel> readOnnx(const std::string& path)
{
    WAFERSCOPE_TRY(const TrimmedOnnx trimmed, trimOnnx(path));
    return readTrimmed(trimmed, path);
}

Result<OnnxModel> readOnnxBytes(std::string_view bytes, const std::string& path)
{
    WAFERSCOPE_TRY(const TrimmedOnnx trimmed, trimOnnxBytes(bytes, path));
    return readTrimmed(trimmed, path);
}

bool looksLikeOnnx(std::string_view start)
{
    if (start.empty())
        return false;
    // The fields of a ModelProto: numbers 1 and 5; texts and messages 2 to 4, 6 to 8, 14, 20 and 25.
    const auto first = static_cast<unsigned char>(start[0]);
    const bool isNumber = first == 0x08 || first == 0x28;
    const bool isLong = (first & 7) == 2 && ((first >= 0x12 && first <= 0x42) || first == 0x72 || first == 0xa2);
    return isNumber || (isLong && !isText(start));
}

} // namespace waferscope
