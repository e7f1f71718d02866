#include "formats/model_zoo/model_zoo.h"

#include "core/base/names.h"
#include "core/blocks/blocks.h"
#include "formats/model_zoo/model_zoo_fields.h"
#include "formats/model_zoo/model_zoo_models.h"

#include <algorithm>
#include <filesystem>
#include <iterator>

namespace waferscope {

namespace {

std::vector<ModelZooFamily> allFamilies()
{
    std::vector<ModelZooFamily> families;
    for (const std::span<const ModelZooFamily> part :
         {modelZooTexts(), modelZooTasks(), modelZooPairs(), modelZooTowers(), modelZooPictures()})
        families.insert(families.end(), part.begin(), part.end());
    return families;
}

/// A key, or one of several, that only one family has.
struct TellingKey {
    std::string_view key;
    std::string_view family;
};
constexpr TellingKey kTelling[] = {{"encoder_filters", "unet"},
                                   {"image_model_trunks", "dino"},
                                   {"image_model_list", "multimodal_simple"},
                                   {"image_model", "llava"},
                                   {"policy_model", "dpo"},
                                   {"dpo", "dpo"},
                                   {"q_encoder", "dpr"},
                                   {"use_biencoder", "dpr"},
                                   {"use_cls_bias", "bert/extractive_summarization"},
                                   {"include_padding_in_loss", "bert/token_classifier"},
                                   {"encoder_output_dropout_rate", "bert/token_classifier"},
                                   {"task_dropout", "bert/classifier"},
                                   {"problem_type", "bert/classifier"},
                                   {"num_diffusion_steps", "dit"}};

/// The family by which keys there are, for files that do not name it.
std::string guessedFamily(ForeignFields& model)
{
    for (const TellingKey& telling : kTelling)
        if (model.has({telling.key}))
            return std::string{telling.family};
    if (model.has({"src_vocab_size", "d_kv"}))
        return model.text({"position_embedding_type"}, "relative") == "relative" ? "t5" : "transformer";
    if (model.has({"depth"}) && model.has({"hidden_size"}))
        return "fc_mnist";
    if (model.has({"patch_size"}) && model.has({"image_size"}))
        return "vision_transformer";
    if (model.has({"encoder_nonlinearity", "disable_nsp", "mlm_loss_weight", "pooler_nonlinearity"}))
        return "bert";
    if (!model.has({"hidden_size"}) || !model.has({"num_hidden_layers"}))
        return "";
    const bool isRotary = model.text({"position_embedding_type"}, "learned") == "rotary";
    return isRotary && model.text({"norm_type"}, "layernorm") == "layernorm" ? "gptj" : "gpt2";
}

bool isCalled(const ModelZooFamily& family, const std::string& name)
{
    const std::string all = " " + std::string{family.name} + " " + std::string{family.otherNames} + " ";
    return !name.empty() && name.find(' ') == std::string::npos && all.find(" " + name + " ") != std::string::npos;
}

Error unknownFamily(const ForeignFields& model, const std::string& name)
{
    constexpr std::size_t kMostKeys = 12;
    std::vector<std::string> keys = model.keys();
    const bool isCut = keys.size() > kMostKeys;
    keys.resize(std::min(keys.size(), kMostKeys));
    std::string found;
    for (const std::string& key : keys)
        found += (found.empty() ? "" : ", ") + key;
    return {ErrorCode::InvalidInput,
            model.where() + ": model: "
                + (name.empty() ? "these are the keys of no known family"
                                : inQuotes(name.substr(0, 60)) + " is no known family")
                + "; keys found: " + (found.empty() ? "none" : found) + (isCut ? ", ..." : "")
                + "; family:gpt, family:bert, family:t5, family:unet or family:mlp is a network to start from."};
}

/// One note of all that a file sets and that is not followed.
void addUnfollowed(const ModelZooFile& read, std::vector<ImportIssue>& issues)
{
    constexpr std::size_t kMostNamed = 16;
    std::vector<std::string> all = read.unfollowed;
    const std::vector<std::string> keys = unfollowedKeys(read.fields);
    all.insert(all.end(), keys.begin(), keys.end());
    if (all.empty())
        return;
    std::string named;
    for (std::size_t at = 0; at < std::min(all.size(), kMostNamed); ++at)
        named += (at == 0 ? "" : ", ") + printable(all[at]);
    if (all.size() > kMostNamed)
        named += " and " + std::to_string(all.size() - kMostNamed) + " more";
    issues.push_back(
        {IssueSeverity::Note, "The file also sets what is not followed: " + named + ".", read.fields.model.where()});
}

/// What is wrong, or nothing; otherwise all notes go to `issues`.
std::optional<Error> takeNotes(const ModelZooFields& fields, std::vector<ImportIssue>& issues)
{
    std::vector<const ForeignFields*> all{&fields.model, &fields.data};
    for (const auto& [path, part] : fields.parts)
        all.push_back(&part);
    for (const ForeignFields* part : all) {
        if (part->trouble())
            return part->trouble();
        issues.insert(issues.end(), part->notes().begin(), part->notes().end());
    }
    return std::nullopt;
}

} // namespace

bool looksLikeModelZoo(const RootKeys& keys)
{
    constexpr std::string_view kBeside[] = {"train_input", "eval_input", "optimizer", "runconfig"};
    // Others have a model, too: tokenizers, for one, whose files lie beside a network's.
    constexpr std::string_view kWithin[] = {"name",         "model_name",       "hidden_size", "d_model",
                                            "hidden_sizes", "text_model",       "encoder",     "depth",
                                            "vocab_size",   "num_hidden_layers"};
    const auto isWithin = [&keys](std::string_view name) { return keys.has("model/" + std::string{name}); };
    const bool isTold =
        std::any_of(std::begin(kBeside), std::end(kBeside), [&keys](std::string_view name) { return keys.has(name); })
        || std::any_of(std::begin(kWithin), std::end(kWithin), isWithin)
        || std::any_of(std::begin(kTelling), std::end(kTelling),
                       [&isWithin](const TellingKey& telling) { return isWithin(telling.key); });
    return keys.has("trainer") || (keys.has("model") && isTold);
}

Result<NetworkSource> readModelZoo(std::string_view text, const std::string& file)
{
    WAFERSCOPE_TRY(ModelZooFile read, readModelZooFile(text, file));
    ModelZooFields& fields = read.fields;
    std::string name = fields.model.text({"name"}, "");
    if (name.empty())
        name = guessedFamily(fields.model);
    const std::vector<ModelZooFamily> families = allFamilies();
    const auto family =
        std::find_if(families.begin(), families.end(), [&](const auto& entry) { return isCalled(entry, name); });
    if (family == families.end())
        return fields.model.trouble() ? *fields.model.trouble() : unknownFamily(fields.model, name);
    NetworkSpec spec = family->make(fields);
    std::vector<ImportIssue> issues;
    if (const std::optional<Error> trouble = takeNotes(fields, issues))
        return *trouble;
    addUnfollowed(read, issues);
    spec.name = std::filesystem::path{file}.stem().string();
    spec.origin = file;
    WAFERSCOPE_TRY(NetworkSource source, buildNetwork(spec));
    source.format = "Cerebras Model Zoo";
    source.training = read.training;
    source.issues.insert(source.issues.end(), issues.begin(), issues.end());
    return source;
}

} // namespace waferscope
