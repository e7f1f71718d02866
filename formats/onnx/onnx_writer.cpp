#include "formats/onnx/onnx_writer.h"

#include "core/network/initial_weights.h"
#include "formats/base/output_file.h"
#include "formats/onnx/onnx_model.h"

#include <algorithm>
#include <bit>
#include <filesystem>
#include <memory>

namespace waferscope {

namespace {

constexpr std::uint64_t kMostInline = std::uint64_t{1} << 30; ///< bytes of weights; protobuf ends at twice that
constexpr std::uint64_t kBlock = std::uint64_t{1} << 16; ///< numbers drawn at once
constexpr std::uint32_t kModelGraph = 7U << 3 | 2; ///< tags: field number and "length-delimited"
constexpr std::uint32_t kGraphInitializer = 5U << 3 | 2;
constexpr std::uint32_t kTensorRawData = 9U << 3 | 2;

std::string varint(std::uint64_t value)
{
    std::string bytes;
    for (; value >= 0x80; value >>= 7)
        bytes += static_cast<char>(value | 0x80);
    bytes += static_cast<char>(value);
    return bytes;
}

std::uint64_t bytesOf(const Network& network, TensorId weight)
{
    return sizeof(float) * static_cast<std::uint64_t>(elementCount(network.shapeOf(weight)));
}

/// Writes the weights of a network into a file, one after the other, and says how far it is.
class WeightWriter {
public:
    WeightWriter(const Network& network, std::uint64_t seed, const JobControl& job)
        : m_network(network)
        , m_weights(initialWeights(network))
        , m_seed(seed)
        , m_job(job)
    {
        for (const TensorId weight : onnxWeights(network))
            m_total += bytesOf(network, weight);
    }

    [[nodiscard]] std::uint64_t total() const { return m_total; } ///< bytes of all weights

    /// Stops early when asked to, or when the file fails.
    void write(TensorId weight, OutputFile& file)
    {
        static_assert(std::endian::native == std::endian::little, "ONNX stores little-endian numbers");
        const std::uint64_t count = bytesOf(m_network, weight) / sizeof(float);
        for (std::uint64_t first = 0; first < count && !m_job.stopRequested() && !file.failed(); first += kBlock) {
            m_block.resize(std::min(kBlock, count - first));
            drawWeights(m_weights[weight.index()], m_seed, weight, first, m_block);
            const std::uint64_t bytes = m_block.size() * sizeof(float);
            file.write({reinterpret_cast<const char*>(m_block.data()), bytes});
            m_written += bytes;
            m_job.report(static_cast<double>(m_written) / static_cast<double>(m_total), "Writing weights");
        }
    }

private:
    const Network& m_network;
    std::vector<InitialWeights> m_weights;
    std::uint64_t m_seed;
    const JobControl& m_job;
    std::uint64_t m_total = 0;
    std::uint64_t m_written = 0;
    std::vector<float> m_block;
};

Error stopped()
{
    return {ErrorCode::Stopped, "Writing the model was stopped."};
}

/// A weight's message up to its raw data, with the tag and length of the message itself.
std::string headOfInlineWeight(const Network& network, TensorId weight)
{
    const std::uint64_t bytes = bytesOf(network, weight);
    const std::string message =
        onnxWeightOf(network, weight).SerializeAsString() + varint(kTensorRawData) + varint(bytes);
    return varint(kGraphInitializer) + varint(message.size() + bytes) + message;
}

/// One file: the graph's message is put together by hand, since its weights must not lie in memory.
Result<bool> writeInline(const Network& network, onnx::ModelProto& model, const std::string& path,
                         WeightWriter& weights, const JobControl& job)
{
    const std::string graph = model.graph().SerializeAsString();
    model.clear_graph();
    std::uint64_t length = graph.size();
    for (const TensorId weight : onnxWeights(network))
        length += headOfInlineWeight(network, weight).size() + bytesOf(network, weight);
    OutputFile file{path};
    file.write(model.SerializeAsString() + varint(kModelGraph) + varint(length) + graph);
    for (const TensorId weight : onnxWeights(network)) {
        file.write(headOfInlineWeight(network, weight));
        weights.write(weight, file);
    }
    return job.stopRequested() ? Result<bool>{stopped()} : file.commit();
}

void addLocation(onnx::TensorProto& proto, const std::string& key, const std::string& value)
{
    onnx::StringStringEntryProto& entry = *proto.add_external_data();
    entry.set_key(key);
    entry.set_value(value);
}

/// Two files: the weights lie in PATH.data.
Result<bool> writeBeside(const Network& network, onnx::ModelProto& model, const std::string& path,
                         WeightWriter& weights, const JobControl& job)
{
    const std::string beside = path + ".data";
    OutputFile data{beside};
    std::uint64_t offset = 0;
    for (const TensorId weight : onnxWeights(network)) {
        onnx::TensorProto& proto = *model.mutable_graph()->add_initializer();
        proto = onnxWeightOf(network, weight);
        proto.set_data_location(onnx::TensorProto::EXTERNAL);
        addLocation(proto, "location", std::filesystem::path{beside}.filename().string());
        addLocation(proto, "offset", std::to_string(offset));
        addLocation(proto, "length", std::to_string(bytesOf(network, weight)));
        weights.write(weight, data);
        offset += bytesOf(network, weight);
    }
    if (job.stopRequested())
        return stopped();
    WAFERSCOPE_TRY([[maybe_unused]] const bool written, data.commit());
    return writeFile(path, model.SerializeAsString());
}

} // namespace

Result<bool> writeOnnx(const Network& network, const std::string& path, std::uint64_t seed, const JobControl& job)
{
    WAFERSCOPE_TRY(onnx::ModelProto model, onnxModelOf(network));
    WeightWriter weights{network, seed, job};
    return weights.total() > kMostInline ? writeBeside(network, model, path, weights, job)
                                         : writeInline(network, model, path, weights, job);
}

} // namespace waferscope
