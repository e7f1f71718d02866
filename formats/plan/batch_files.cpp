#include "formats/plan/batch_files.h"

#include "core/base/check.h"
#include "formats/base/resources.h"

#include <yaml-cpp/yaml.h>

#include <cctype>
#include <cmath>
#include <map>

namespace waferscope {

namespace {

std::string templateFor(const Installation& installation)
{
    const bool isNeocortex = installation.name.rfind("neocortex", 0) == 0;
    const auto text = resource(isNeocortex ? "templates/slurm/neocortex.sh" : "templates/slurm/generic.sh");
    WAFERSCOPE_CHECK(text.has_value());
    return std::string(*text);
}

std::string filled(std::string text, const std::map<std::string, std::string>& values)
{
    for (const auto& [name, value] : values) {
        const std::string mark = "@" + name + "@";
        for (std::size_t place = text.find(mark); place != std::string::npos;
             place = text.find(mark, place + value.size()))
            text.replace(place, mark.size(), value);
    }
    return text;
}

/// Only what cannot break out of a comment or a word of the script.
std::string harmless(const std::string& text)
{
    std::string safe;
    for (const char c : text)
        safe += std::isalnum(static_cast<unsigned char>(c)) != 0
                || std::string_view(" .,:-_()/+").find(c) != std::string_view::npos
            ? c
            : '_';
    return safe;
}

std::string_view optimizerName(Optimizer optimizer)
{
    return optimizer == Optimizer::Adam ? "Adam" : "SGD";
}

std::string parametersText(const Layout& layout)
{
    const Execution& execution = layout.execution();
    YAML::Emitter out;
    out << YAML::BeginMap;
    out << YAML::Key << "train_input" << YAML::Value << YAML::BeginMap;
    out << YAML::Key << "batch_size" << YAML::Value << execution.batch;
    if (const auto* schedule = std::get_if<StreamingSchedule>(&layout.arrangement()))
        out << YAML::Key << "micro_batch_size" << YAML::Value << schedule->microBatch;
    out << YAML::Key << "num_workers" << YAML::Value << execution.workers << YAML::EndMap;
    out << YAML::Key << "model" << YAML::Value << YAML::BeginMap;
    out << YAML::Key << "name" << YAML::Value << layout.network()->name();
    out << YAML::Key << "mixed_precision" << YAML::Value << (execution.precision == Precision::Fp16) << YAML::EndMap;
    out << YAML::Key << "optimizer" << YAML::Value << YAML::BeginMap;
    out << YAML::Key << "optimizer_type" << YAML::Value << std::string(optimizerName(execution.optimizer));
    if (execution.optimizer == Optimizer::Momentum)
        out << YAML::Key << "momentum" << YAML::Value << "0.9";
    out << YAML::EndMap;
    out << YAML::Key << "runconfig" << YAML::Value << YAML::BeginMap;
    out << YAML::Key << "mode" << YAML::Value << (execution.run == Run::Train ? "train" : "eval");
    out << YAML::Key << "num_csx" << YAML::Value << execution.systems;
    out << YAML::Key << "seed" << YAML::Value << execution.seed << YAML::EndMap << YAML::EndMap;
    return std::string(out.c_str()) + "\n";
}

} // namespace

std::string jobNameOf(const std::string& network)
{
    std::string name;
    for (const char c : network)
        name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '-';
    return name.empty() ? "waferscope" : name;
}

BatchFiles batchFilesOf(const Layout& layout, const Evaluation& evaluation, const BatchNames& names)
{
    const Execution& execution = layout.execution();
    const auto rate = std::to_string(std::llround(evaluation.stepSamples.count()));
    const std::map<std::string, std::string> values{
        {"TITLE",
         harmless(layout.network()->name() + " on " + layout.installation()->title + ": "
                  + std::string(nameOf(layout.mode())) + ", batch " + std::to_string(execution.batch) + ", about "
                  + rate + " samples/s")},
        {"PLAN", harmless(names.plan)},
        {"JOB", harmless(names.job)},
        {"WORKERS", std::to_string(execution.workers)},
        {"SYSTEMS", std::to_string(execution.systems)},
        {"TASKS", std::to_string(execution.workers + 1)},
        {"TIME", "08:00:00"},
        {"RUN", execution.run == Run::Train ? "train" : "eval"},
        {"PARAMETERS", harmless(names.parameters)}};
    return {filled(templateFor(*layout.installation()), values), parametersText(layout)};
}

} // namespace waferscope
