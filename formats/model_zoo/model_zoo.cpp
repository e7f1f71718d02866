#include "formats/model_zoo/model_zoo.h"

#include "core/base/foreign_text.h"
#include "core/blocks/blocks.h"
#include "formats/base/checked_yaml.h"
#include "formats/model_zoo/model_zoo_models.h"
#include "core/base/names.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <filesystem>

namespace waferscope {

namespace {

std::string placeOf(const std::string& file, const YAML::Mark& mark)
{
    return mark.is_null() ? file : file + ":" + std::to_string(mark.line + 1);
}

/// The mapping under a key; undefined when there is none.
YAML::Node under(const YAML::Node& node, const char* key)
{
    return node && node.IsMap() ? node[key] : YAML::Node{YAML::NodeType::Undefined};
}

YAML::Node firstOf(const YAML::Node& node)
{
    return node && node.IsSequence() && node.size() > 0 ? node[0] : node;
}

ForeignValue valueOf(const YAML::Node& node, const std::string& file)
{
    if (node.IsSequence() && node.size() > 0 && node[0].IsScalar()) { // 32-64-128, as blocks want their lists
        std::string all;
        for (const YAML::Node& entry : node)
            all += (all.empty() ? "" : "-") + (entry.IsScalar() ? entry.Scalar() : std::string{"?"});
        return {all, placeOf(file, node.Mark()), true};
    }
    return {node.IsScalar() ? node.Scalar() : std::string{}, placeOf(file, node.Mark()),
            node.IsScalar() || node.IsNull()};
}

/// Adds the keys of a mapping, those that it merges from another one first.
void addFields(ForeignFields& fields, const YAML::Node& node, const std::string& file)
{
    if (!node || !node.IsMap())
        return;
    for (const auto& entry : node)
        if (entry.first.as<std::string>("") == "<<" && entry.second.IsMap())
            for (const auto& merged : entry.second)
                fields.set(merged.first.as<std::string>(""), valueOf(merged.second, file));
    for (const auto& entry : node)
        fields.set(entry.first.as<std::string>(""), valueOf(entry.second, file));
}

/// Where the parts of a file lie, in either style.
struct Parts {
    YAML::Node model;
    YAML::Node data;
    YAML::Node optimizer;
    YAML::Node precision; ///< undefined in the older style, which has it in the model
};

Parts partsOf(const YAML::Node& root)
{
    YAML::Node trainer = firstOf(under(root, "trainer"));
    if (under(trainer, "trainer"))
        trainer = under(trainer, "trainer");
    if (!trainer)
        return {under(root, "model"), firstOf(under(root, "train_input")), under(root, "optimizer"),
                YAML::Node{YAML::NodeType::Undefined}};
    const YAML::Node init = under(trainer, "init");
    return {under(init, "model"), firstOf(under(under(trainer, "fit"), "train_dataloader")), under(init, "optimizer"),
            under(init, "precision")};
}

std::vector<ModelZooFamily> allFamilies()
{
    std::vector<ModelZooFamily> families;
    for (const std::span<const ModelZooFamily> part : {modelZooTexts(), modelZooPictures()})
        families.insert(families.end(), part.begin(), part.end());
    return families;
}

/// The family by which keys there are, for files that do not name it.
std::string guessedFamily(ForeignFields& model)
{
    if (model.has({"encoder_filters"}))
        return "unet";
    if (model.has({"src_vocab_size", "d_kv"}))
        return model.text({"position_embedding_type"}, "relative") == "relative" ? "t5" : "transformer";
    if (model.has({"depth"}) && model.has({"hidden_size"}))
        return "fc_mnist";
    if (model.has({"patch_size"}) && model.has({"num_diffusion_steps"}))
        return "dit";
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

/// Nested mappings of a model that describe the network.
constexpr const char* kNested[] = {"extra_attention_params", "moe", "vae"};

std::optional<Optimizer> optimizerOf(const YAML::Node& node, ForeignFields& model, const std::string& file)
{
    ForeignFields settings{file};
    addFields(settings, node, file);
    std::string name = settings.text({"optimizer_type"}, "");
    if (name.empty() && node && node.IsMap() && node.size() > 0) {
        const auto first = node.begin();
        name = first->first.as<std::string>("");
        addFields(settings, first->second, file);
    }
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    const double momentum = settings.number({"momentum"}, 0.0);
    if (settings.trouble())
        model.fail(settings.trouble()->message.substr(std::min(file.size() + 1, settings.trouble()->message.size())));
    if (name == "adam" || name == "adamw")
        return Optimizer::Adam;
    if (name == "sgd")
        return momentum > 0.0 ? Optimizer::Momentum : Optimizer::Sgd;
    if (!name.empty())
        model.note("The optimizer " + inQuotes(name.substr(0, 60)) + " is none of ours; the run's own is used.");
    return std::nullopt;
}

std::optional<Precision> precisionOf(const YAML::Node& node, ForeignFields& model, const std::string& file)
{
    if (node && node.IsMap()) {
        ForeignFields settings{file};
        addFields(settings, node, file);
        const std::string type = settings.text({"fp16_type"}, "");
        if (!settings.has({"enabled"}) && type.empty())
            return std::nullopt;
        return settings.flag({"enabled"}, true) && type != "float32" ? Precision::Fp16 : Precision::Fp32;
    }
    if (!model.has({"mixed_precision", "to_float16"}))
        return std::nullopt;
    const bool isMixed = model.flag({"mixed_precision"}, false) || model.flag({"to_float16"}, false);
    return isMixed ? Precision::Fp16 : Precision::Fp32;
}

Result<NetworkSource> sourceOf(const Parts& parts, const std::string& file)
{
    if (!parts.model || !parts.model.IsMap() || parts.model.size() == 0)
        return Error{ErrorCode::InvalidInput,
                     file + ": expected keys and values under model (or trainer: init: model)."};
    ModelZooFields fields{ForeignFields{placeOf(file, parts.model.Mark())}, ForeignFields{file}};
    for (const char* nested : kNested)
        addFields(fields.model, under(parts.model, nested), file);
    addFields(fields.model, parts.model, file);
    addFields(fields.data, parts.data, file);
    std::string name = fields.model.text({"name"}, "");
    if (name.empty())
        name = guessedFamily(fields.model);
    const std::vector<ModelZooFamily> families = allFamilies();
    const auto family =
        std::find_if(families.begin(), families.end(), [&](const auto& entry) { return isCalled(entry, name); });
    if (family == families.end())
        return fields.model.trouble() ? *fields.model.trouble() : unknownFamily(fields.model, name);
    NetworkSpec spec = family->make(fields);
    TrainingSettings training;
    if (fields.data.has({"batch_size"}))
        training.batch = fields.data.count({"batch_size"});
    training.optimizer = optimizerOf(parts.optimizer, fields.model, file);
    training.precision = precisionOf(parts.precision, fields.model, file);
    for (const ForeignFields* part : {&fields.model, &fields.data})
        if (part->trouble())
            return *part->trouble();
    spec.name = std::filesystem::path{file}.stem().string();
    spec.origin = file;
    WAFERSCOPE_TRY(NetworkSource source, buildNetwork(spec));
    source.format = "Cerebras Model Zoo";
    source.training = training;
    source.issues.insert(source.issues.end(), fields.model.notes().begin(), fields.model.notes().end());
    return source;
}

bool hasLine(std::string_view text, std::string_view key)
{
    return text.starts_with(key) || text.find("\n" + std::string{key}) != std::string_view::npos;
}

} // namespace

bool looksLikeModelZoo(std::string_view start)
{
    if (hasLine(start, "blocks:"))
        return false;
    return hasLine(start, "trainer:")
        || (hasLine(start, "model:")
            && (hasLine(start, "train_input:") || hasLine(start, "eval_input:") || hasLine(start, "optimizer:")
                || hasLine(start, "runconfig:")));
}

Result<NetworkSource> readModelZoo(std::string_view text, const std::string& file)
{
    try {
        const YAML::Node root = YAML::Load(validUtf8(text));
        if (!root.IsMap())
            return Error{ErrorCode::InvalidInput, file + ": expected keys and values."};
        return sourceOf(partsOf(root), file);
    } catch (const YAML::Exception& problem) {
        return unreadableYaml(text, file, problem);
    }
}

} // namespace waferscope
