#include "formats/networks/network_format.h"

#include "core/blocks/blocks.h"
#include "core/base/fingerprint.h"
#include "formats/base/files.h"
#include "formats/networks/gallery.h"
#include "formats/weights/gguf.h"
#include "formats/hugging_face/hugging_face.h"
#include "formats/keras/keras.h"
#include "formats/model_zoo/model_zoo.h"
#include "formats/onnx/onnx.h"
#include "formats/weights/safetensors.h"
#include "formats/tensorflow/tensorflow.h"
#include "formats/torch/torch_export.h"

#include <filesystem>
#include <set>

namespace waferscope {

namespace {

bool isOnnx(const std::string& /*path*/, std::string_view start)
{
    return looksLikeOnnx(start);
}

Result<ReadNetwork> readOnnxFile(const std::string& path)
{
    WAFERSCOPE_TRY(OnnxModel model, readOnnx(path));
    return ReadNetwork{std::move(model.source), model.hash};
}

bool isBlocks(const std::string& /*path*/, std::string_view start)
{
    return looksLikeNetworkSpec(start);
}

Result<ReadNetwork> readBlocksFile(const std::string& path)
{
    WAFERSCOPE_TRY(const std::string text, readFile(path));
    WAFERSCOPE_TRY(const NetworkSpec spec, readNetworkSpec(text, path, std::filesystem::path{path}.stem().string()));
    WAFERSCOPE_TRY(NetworkSource source, buildNetwork(spec));
    const std::uint64_t hash = hashOf(source);
    return ReadNetwork{std::move(source), hash};
}

bool isGguf(const std::string& /*path*/, std::string_view start)
{
    return looksLikeGguf(start);
}

bool isTfSavedModel(const std::string& /*path*/, std::string_view start)
{
    return looksLikeTfSavedModel(start);
}

bool isTfGraph(const std::string& /*path*/, std::string_view start)
{
    return looksLikeTfGraph(start);
}

bool isKerasJson(const std::string& /*path*/, std::string_view start)
{
    return looksLikeKerasJson(start);
}

bool isSafetensors(const std::string& /*path*/, std::string_view start)
{
    return looksLikeSafetensors(start);
}

bool isSafetensorsIndex(const std::string& /*path*/, std::string_view start)
{
    return looksLikeSafetensorsIndex(start);
}

bool isHuggingFace(const std::string& /*path*/, std::string_view start)
{
    return looksLikeHuggingFace(start);
}

bool isModelZoo(const std::string& /*path*/, std::string_view start)
{
    return looksLikeModelZoo(start);
}

/// Reads a text whose network is all that it says.
template <auto kRead>
Result<ReadNetwork> readText(const std::string& path)
{
    WAFERSCOPE_TRY(const std::string text, readFile(path));
    WAFERSCOPE_TRY(NetworkSource source, kRead(text, path));
    const std::uint64_t hash = hashOf(source);
    return ReadNetwork{std::move(source), hash};
}

constexpr NetworkFormat kFormats[] = {
    {"a safetensors file", ".safetensors", isSafetensors, readSafetensors},
    {"an index of safetensors files", ".json", isSafetensorsIndex, readSafetensorsIndex},
    {"a PyTorch program that torch.export saved (.pt2)", ".pt2", looksLikeTorchExport, readTorchExport},
    {"a Keras model (.keras)", ".keras", looksLikeKerasArchive, readKerasArchive},
    {"a Keras model in JSON", ".json", isKerasJson, readKerasJson},
    {"a GGUF file", ".gguf", isGguf, readGguf},
    {"a TensorFlow SavedModel (saved_model.pb)", ".pb", isTfSavedModel, readTfSavedModelFile},
    {"a frozen TensorFlow graph (.pb)", ".pb", isTfGraph, readTfGraphFile},
    {"an ONNX model", ".onnx", isOnnx, readOnnxFile},
    {"a list of blocks in YAML", ".yaml", isBlocks, readBlocksFile},
    {"a Hugging Face config.json", ".json", isHuggingFace, readText<readHuggingFace>},
    {"a Cerebras Model Zoo file", ".yml", isModelZoo, readText<readModelZoo>},
};

} // namespace

std::span<const NetworkFormat> networkFormats()
{
    return kFormats;
}

std::vector<std::string_view> networkEndings()
{
    std::set<std::string_view> endings;
    for (const NetworkFormat& format : kFormats)
        endings.insert(format.ending);
    return {endings.begin(), endings.end()};
}

std::uint64_t hashOf(const NetworkSource& source)
{
    Fingerprint print;
    for (const Tensor& tensor : source.tensors) {
        print.add(std::string_view{tensor.name});
        for (const Extent& extent : tensor.declared) {
            if (const auto* number = std::get_if<std::int64_t>(&extent))
                print.add(*number);
            else
                print.add(std::string_view{std::get<std::string>(extent)});
        }
    }
    for (const Operator& subject : source.operators) {
        print.add(std::string_view{subject.type});
        for (const auto& [name, attribute] : subject.attributes) {
            print.add(std::string_view{name});
            if (const auto* number = std::get_if<std::int64_t>(&attribute))
                print.add(*number);
            else if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&attribute))
                for (const std::int64_t entry : *numbers)
                    print.add(entry);
        }
    }
    return print.value();
}

} // namespace waferscope
