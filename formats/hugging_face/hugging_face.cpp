#include "formats/hugging_face/hugging_face.h"

#include "core/base/names.h"
#include "core/blocks/blocks.h"
#include "formats/base/json_text.h"
#include "formats/hugging_face/hugging_face_nearest.h"
#include "formats/hugging_face/hugging_face_towers.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

namespace waferscope {

namespace {

using Json = nlohmann::json;

/// The folder's name where the file has the usual one.
std::string nameFor(const std::string& file)
{
    const std::filesystem::path path{file};
    const std::string folder = path.parent_path().filename().string();
    return path.stem() == "config" && !folder.empty() ? folder : path.stem().string();
}

std::optional<Precision> precisionOf(ForeignFields& fields)
{
    const std::string type = fields.text({"torch_dtype", "dtype", "text_config.torch_dtype", "text_config.dtype"}, "");
    if (type == "float16" || type == "bfloat16")
        return Precision::Fp16;
    return type == "float32" ? std::optional{Precision::Fp32} : std::nullopt;
}

const HuggingFaceCompound* findCompound(std::string_view name)
{
    const std::span<const HuggingFaceCompound> all = huggingFaceCompounds();
    const auto found = std::find_if(all.begin(), all.end(), [name](const auto& entry) { return entry.name == name; });
    return found == all.end() ? nullptr : &*found;
}

/// The kind of a text inside: by its own name, without an ending that only says that it is a text.
const HuggingFaceType* findText(const std::string& name)
{
    if (const HuggingFaceType* type = findHuggingFaceType(name))
        return type;
    for (const std::string_view ending : {"_text_model", "_text"})
        if (name.ends_with(ending)) {
            const std::string bare = name.substr(0, name.size() - ending.size());
            if (const HuggingFaceCompound* compound = findCompound(bare))
                return findHuggingFaceType(compound->textType);
            return findHuggingFaceType(bare);
        }
    return nullptr;
}

/// The name of the part that describes the text; empty where there is none.
std::string textPartOf(const ForeignFields& fields)
{
    for (const char* part : {"text_config", "llm_config", "language_config", "thinker_config.text_config"})
        if (fields.has({part}) || !fields.under(part).keys().empty())
            return part;
    return {};
}

/// What the outer file says of the text's head.
void passDown(ForeignFields& outer, ForeignFields& text)
{
    if (outer.has({"architectures"}))
        text.set("architectures", {architectureOf(outer), "", true});
    if (outer.has({"tie_word_embeddings"}))
        text.setUnlessGiven("tie_word_embeddings", outer.text({"tie_word_embeddings"}, ""));
    if (outer.has({"vocab_size"}))
        text.setUnlessGiven("vocab_size", outer.text({"vocab_size"}, ""));
}

/// The language model that the fields state; nothing, and their trouble, where there is no telling.
std::optional<LanguageModel> languageOf(ForeignFields& fields, const std::string& name)
{
    const HuggingFaceType* type = findText(name);
    if (type == nullptr || type->language == nullptr)
        return nearestModel(fields, name);
    return type->language(fields);
}

/// Pictures and text together; of what is not known the text alone.
std::optional<NetworkSpec> compoundOf(ForeignFields& fields, const std::string& name, const std::string& part)
{
    const HuggingFaceCompound* compound = findCompound(name);
    ForeignFields text = part.empty() ? fields : fields.under(part);
    std::string textType = text.text({"model_type"}, "");
    if (compound != nullptr && (textType.empty() || textType == name))
        textType = compound->textType;
    if (!part.empty())
        passDown(fields, text);
    std::optional<LanguageModel> model = languageOf(text, textType);
    fields.takeFindings(text);
    if (!model)
        return std::nullopt;
    model->title = name.empty() ? textType : name;
    if (compound != nullptr) {
        ForeignFields vision = fields.under("vision_config");
        compound->addPictures(fields, vision, *model);
        fields.takeFindings(vision);
    } else {
        fields.warn("Of " + inQuotes(name) + " the text alone is read, as " + inQuotes(textType)
                    + "; what stands before it is not counted.");
    }
    return specOf(*model);
}

std::optional<NetworkSpec> specOf(ForeignFields& fields)
{
    const std::string name = huggingFaceTypeOf(fields);
    const HuggingFaceType* type = findHuggingFaceType(name);
    if (type != nullptr)
        return type->network != nullptr ? type->network(fields) : specOf(type->language(fields));
    const std::string part = textPartOf(fields);
    if (findCompound(name) != nullptr || !part.empty())
        return compoundOf(fields, name, part);
    const std::optional<LanguageModel> nearest = nearestModel(fields, name);
    return nearest ? std::optional{specOf(*nearest)} : std::nullopt;
}

Result<NetworkSource> sourceOf(ForeignFields& fields, const std::string& file)
{
    std::optional<NetworkSpec> spec = specOf(fields);
    const std::optional<Precision> precision = precisionOf(fields);
    if (fields.trouble())
        return *fields.trouble();
    if (!spec)
        return Error{ErrorCode::InvalidInput, file + ": describes no network that is known."};
    spec->name = nameFor(file);
    spec->origin = file;
    WAFERSCOPE_TRY(NetworkSource source, buildNetwork(*spec));
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

Result<NetworkSource> readHuggingFace(std::string_view text, const std::string& file)
{
    WAFERSCOPE_TRY(const Json json, parseJson(text, file));
    if (!json.is_object())
        return Error{ErrorCode::InvalidInput, file + ": expected a JSON object of keys and values."};
    ForeignFields fields = fieldsOf(json, file);
    return sourceOf(fields, file);
}

} // namespace waferscope
