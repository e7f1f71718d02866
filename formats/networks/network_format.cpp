#include "formats/networks/network_format.h"

#include "core/base/fingerprint.h"
#include "core/blocks/blocks.h"
#include "formats/base/files.h"
#include "formats/hugging_face/hugging_face.h"
#include "formats/keras/keras.h"
#include "formats/model_zoo/model_zoo.h"
#include "formats/networks/gallery.h"
#include "formats/onnx/onnx.h"
#include "formats/plan/plan.h"
#include "formats/tensorflow/tensorflow.h"
#include "formats/torch/torch_export.h"
#include "formats/weights/gguf.h"
#include "formats/weights/safetensors.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>

namespace waferscope {

namespace {

/// A kind told by how its bytes begin, which are no text.
template <auto kLooksAlike>
bool byStart(const FileSigns& signs)
{
    return kLooksAlike(signs.start);
}

/// An archive, told by its table of contents.
template <auto kLooksAlike>
bool byContents(const FileSigns& signs)
{
    return kLooksAlike(signs.path, signs.start);
}

/// A text, told by its outermost keys.
template <auto kLooksAlike>
bool byKeys(const FileSigns& signs)
{
    return kLooksAlike(signs.keys);
}

Result<ReadNetwork> readOnnxFile(const std::string& path)
{
    WAFERSCOPE_TRY(OnnxModel model, readOnnx(path));
    return ReadNetwork{std::move(model.source), model.hash};
}

Result<ReadNetwork> readBlocksFile(const std::string& path)
{
    WAFERSCOPE_TRY(const std::string text, readFile(path));
    WAFERSCOPE_TRY(const NetworkSpec spec, readNetworkSpec(text, path, std::filesystem::path{path}.stem().string()));
    WAFERSCOPE_TRY(NetworkSource source, buildNetwork(spec));
    const std::uint64_t hash = hashOf(source);
    return ReadNetwork{std::move(source), hash};
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
    {"a safetensors file", ".safetensors", byStart<looksLikeSafetensors>, readSafetensors},
    {"an index of safetensors files", ".json", byKeys<looksLikeSafetensorsIndex>, readSafetensorsIndex},
    {"a PyTorch program that torch.export saved (.pt2)", ".pt2", byContents<looksLikeTorchExport>, readTorchExport},
    {"a Keras model (.keras)", ".keras", byContents<looksLikeKerasArchive>, readKerasArchive},
    {"a Keras model in JSON", ".json", byKeys<looksLikeKerasJson>, readKerasJson},
    {"a GGUF file", ".gguf", byStart<looksLikeGguf>, readGguf},
    {"a TensorFlow SavedModel (saved_model.pb)", ".pb", byStart<looksLikeTfSavedModel>, readTfSavedModelFile},
    {"a frozen TensorFlow graph (.pb)", ".pb", byStart<looksLikeTfGraph>, readTfGraphFile},
    {"an ONNX model", ".onnx", byStart<looksLikeOnnx>, readOnnxFile},
    {"a list of blocks in YAML", ".yaml", byKeys<looksLikeNetworkSpec>, readBlocksFile},
    {"a Hugging Face config.json", ".json", byKeys<looksLikeHuggingFace>, readText<readHuggingFace>},
    {"a Cerebras Model Zoo file", ".yml", byKeys<looksLikeModelZoo>, readText<readModelZoo>},
};

/// Whether keys tell a kind, so that no more need be read.
bool tellKind(const RootKeys& keys)
{
    return looksLikePlan(keys) || looksLikeSafetensorsIndex(keys) || looksLikeKerasJson(keys)
        || looksLikeNetworkSpec(keys) || looksLikeHuggingFace(keys) || looksLikeModelZoo(keys);
}

} // namespace

std::span<const NetworkFormat> networkFormats()
{
    return kFormats;
}

Result<FileSigns> signsOf(const std::string& path)
{
    FileSigns signs{path, {}, {}};
    WAFERSCOPE_TRY(signs.start, startOfFile(path));
    if (!isText(signs.start))
        return signs;
    const Result<std::string> all = readFile(path); // fails for what is too large for a text
    signs.keys = rootKeys(all.ok() ? all.value() : signs.start, tellKind);
    return signs;
}

const NetworkFormat* formatOf(const FileSigns& signs)
{
    const auto* found = std::find_if(std::begin(kFormats), std::end(kFormats),
                                     [&signs](const NetworkFormat& format) { return format.recognises(signs); });
    return found == std::end(kFormats) ? nullptr : found;
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
