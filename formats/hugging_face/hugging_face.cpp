#include "formats/hugging_face/hugging_face.h"

#include "core/blocks/blocks.h"
#include "formats/hugging_face/hugging_face_models.h"
#include "core/base/names.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

namespace waferscope {

namespace {

using Json = nlohmann::json;

/// A scalar as its text. Lists and objects have none.
ForeignValue valueOf(const Json& json)
{
    if (json.is_string())
        return {json.get<std::string>(), "", true};
    return {json.is_structured() ? std::string{} : json.dump(), "", !json.is_structured()};
}

ForeignFields fieldsOf(const Json& json, const std::string& file)
{
    ForeignFields fields{file};
    for (const auto& [key, value] : json.items())
        fields.set(key, valueOf(value));
    const auto architectures = json.find("architectures");
    if (architectures != json.end() && architectures->is_array() && !architectures->empty())
        fields.set("architectures", valueOf(architectures->front()));
    const auto labels = json.find("id2label");
    if (labels != json.end() && labels->is_object())
        fields.set("id2label", {std::to_string(labels->size()), "", true});
    return fields;
}

std::vector<HuggingFaceType> allTypes()
{
    std::vector<HuggingFaceType> types;
    for (const std::span<const HuggingFaceType> part :
         {huggingFaceEncoders(), huggingFaceDecoders(), huggingFacePairs()})
        types.insert(types.end(), part.begin(), part.end());
    return types;
}

Error unknownType(const std::string& file, const std::string& type)
{
    std::vector<std::string_view> known;
    for (const HuggingFaceType& candidate : allTypes())
        known.push_back(candidate.name);
    std::sort(known.begin(), known.end());
    return {ErrorCode::InvalidInput,
            file + ": model_type: " + (type.empty() ? "is missing" : inQuotes(type) + " is not known") + "; known are "
                + joinedNames(known) + ", and family:gpt or gallery:gpt2-xl is a network to start from."};
}

/// The folder's name where the file has the usual one.
std::string nameFor(const std::string& file)
{
    const std::filesystem::path path{file};
    const std::string folder = path.parent_path().filename().string();
    return path.stem() == "config" && !folder.empty() ? folder : path.stem().string();
}

std::optional<Precision> precisionOf(ForeignFields& fields)
{
    const std::string type = fields.text({"torch_dtype", "dtype"}, "");
    if (type == "float16" || type == "bfloat16")
        return Precision::Fp16;
    return type == "float32" ? std::optional{Precision::Fp32} : std::nullopt;
}

Result<NetworkSource> sourceOf(ForeignFields& fields, const std::string& file)
{
    const std::string name = fields.text({"model_type"}, "");
    const std::vector<HuggingFaceType> types = allTypes();
    const auto type = std::find_if(types.begin(), types.end(), [&](const auto& entry) { return entry.name == name; });
    if (type == types.end())
        return fields.trouble() ? *fields.trouble() : unknownType(file, name);
    NetworkSpec spec = type->make(fields);
    const std::optional<Precision> precision = precisionOf(fields);
    if (fields.trouble())
        return *fields.trouble();
    spec.name = nameFor(file);
    spec.origin = file;
    WAFERSCOPE_TRY(NetworkSource source, buildNetwork(spec));
    source.format = "Hugging Face configuration";
    source.training.precision = precision;
    source.issues.insert(source.issues.end(), fields.notes().begin(), fields.notes().end());
    return source;
}

} // namespace

bool looksLikeHuggingFace(const RootKeys& keys)
{
    return keys.hasBraces && (keys.has("model_type") || keys.has("architectures"));
}

std::string activationOf(ForeignFields& fields, ForeignFields::Names names, std::string fallback)
{
    std::string word = fields.text(names, std::move(fallback));
    if (word == "relu" || word == "tanh" || word == "silu")
        return word;
    if (word == "swish")
        return "silu";
    if (word.find("gelu") == std::string::npos)
        fields.note("The activation " + inQuotes(word) + " is taken as gelu; no count depends on it.");
    return "gelu";
}

std::string architectureOf(ForeignFields& fields)
{
    return fields.text({"architectures"}, "");
}

std::int64_t labelsOf(ForeignFields& fields)
{
    return fields.count({"id2label", "num_labels"}, 2);
}

Result<NetworkSource> readHuggingFace(std::string_view text, const std::string& file)
{
    try {
        const Json json = Json::parse(text);
        if (!json.is_object())
            return Error{ErrorCode::InvalidInput, file + ": expected a JSON object of keys and values."};
        ForeignFields fields = fieldsOf(json, file);
        return sourceOf(fields, file);
    } catch (const Json::parse_error& problem) {
        return Error{ErrorCode::InvalidInput,
                     file + ": expected JSON, which it stops being at byte " + std::to_string(problem.byte) + "."};
    } catch (const Json::exception&) {
        return Error{ErrorCode::InvalidInput, file + ": expected JSON in UTF-8 with numbers of at most 64 bits."};
    }
}

} // namespace waferscope
