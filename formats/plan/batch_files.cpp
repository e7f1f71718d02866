#include "formats/plan/batch_files.h"

#include "core/base/check.h"
#include "core/base/file_name.h"
#include "core/base/names.h"
#include "formats/base/resources.h"
#include "formats/base/yaml_text.h"

#include <yaml-cpp/yaml.h>

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

/// Only what cannot break out of a comment or a quoted word of the script.
std::string harmless(const std::string& text)
{
    return withOnlyLetters(text, " .,:-_()/+", '_');
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
    out << YAML::Key << "name" << YAML::Value;
    addText(out, layout.network()->name());
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
    return yamlText(out);
}

} // namespace

BatchFiles batchFilesOf(const Layout& layout, const Evaluation& evaluation, const BatchNames& names)
{
    const Execution& execution = layout.execution();
    const auto rate = std::to_string(std::llround(evaluation.stepSamples.count()));
    const std::map<std::string, std::string> values{
        {"TITLE",
         harmless(printable(layout.network()->name()) + " on " + printable(layout.installation()->title) + ": "
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
