#include "session/validate.h"

#include "formats/machines/machines.h"
#include "formats/validation/validation_table.h"
#include "model/baseline/gpu_baseline.h"
#include "model/mesh/mesh_inference.h"
#include "model/streaming/streamed_step.h"
#include "session/fit_number.h"
#include "session/predict_row.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace waferscope {

namespace {

/// An assumption that rows fix, and for which releases.
struct FitRule {
    Fitted what;
    std::string_view key;
    std::string_view mode; ///< of the rows that it is for
    const std::vector<ReleaseGroup>* groups; ///< null: one value for all releases
    bool nearest; ///< whether a group without a value takes that of the nearest one, and not the shipped one
    FitRange range;
};

/// In the order of fitting: later ones rest on those before.
std::vector<FitRule> rules()
{
    constexpr FitRange kEfficiency{0.05, 1.0, false};
    const ReleaseGroups& releases = shippedReleases();
    return {
        {Fitted::HostSeconds, kHostSeconds, "pipelined", &releases.host, false, {1e-5, 1.0, false}},
        {Fitted::PipelinedEfficiency, "pipelined_efficiency", "pipelined", &releases.efficiency, true, kEfficiency},
        {Fitted::StreamingEfficiency, "streaming_efficiency", "streaming", &releases.efficiency, true, kEfficiency},
        {Fitted::PhaseSeconds, kPhaseSeconds, "streaming", nullptr, true, {1e-6, 1e-2, false}},
        {Fitted::StreamLanes, "stream_lanes", "pipelined", nullptr, true, {1, 128, true}},
        {Fitted::MeshShift, kMeshShift, "inference", nullptr, true, {1.0, 1e5, false}},
    };
}

std::string nameOf(const FitRule& rule, int group)
{
    std::string name{rule.key};
    if (rule.groups != nullptr)
        name += ", releases " + (*rule.groups)[static_cast<std::size_t>(group)].name;
    return name;
}

std::optional<GpuRun> gpuRunOf(const ValidationRow& row)
{
    const auto gpus = row.sizes.find("gpus");
    if (gpus == row.sizes.end() || !row.batch)
        return std::nullopt;
    GpuRun run;
    run.batch = static_cast<double>(*row.batch);
    run.minutes = row.role == RowRole::Fit ? row.measured.value_or(0.0) : 0.0;
    const char* end = gpus->second.data() + gpus->second.size();
    if (std::from_chars(gpus->second.data(), end, run.gpus).ptr != end || run.gpus < 1.0)
        return std::nullopt;
    return run;
}

class Validator {
public:
    Validator(const std::vector<ValidationRow>& rows, const JobControl& job, const ValidateConfig& config)
        : m_rows(rows)
        , m_job(job)
        , m_predictor(config.moves, job)
    {
    }

    Result<Validation> run()
    {
        assign();
        for (const FitRule& rule : m_rules)
            fit(rule);
        fitGpus();
        for (const ValidationRow& row : m_rows) {
            if (m_job.stopRequested())
                break;
            tell(row.id);
            m_result.rows.push_back(validated(row));
        }
        if (m_job.stopRequested())
            return Error{ErrorCode::Stopped, "The validation was stopped."};
        return std::move(m_result);
    }

private:
    void tell(std::string_view phase)
    {
        ++m_told;
        const double all = 2.0 * static_cast<double>(m_rows.size());
        m_job.report(std::min(1.0, static_cast<double>(m_told) / all), phase);
    }

    /// Which rows fix what.
    void assign()
    {
        for (const ValidationRow& row : m_rows) {
            if (row.role != RowRole::Fit || !row.measured || m_job.stopRequested())
                continue;
            tell(row.id);
            if (const std::optional<Fitted> what = m_predictor.bindingOf(row, shippedAssumptions()))
                m_fixing[*what].push_back(&row);
        }
    }

    [[nodiscard]] static int groupOf(const FitRule& rule, const ValidationRow& row)
    {
        return rule.groups == nullptr ? 0 : static_cast<int>(groupOfRelease(*rule.groups, row.release));
    }

    void fit(const FitRule& rule)
    {
        std::map<int, std::vector<const ValidationRow*>> byGroup;
        for (const ValidationRow* row : m_fixing[rule.what])
            byGroup[groupOf(rule, *row)].push_back(row);
        for (const auto& [group, rows] : byGroup) {
            const auto error = [&, &ofGroup = rows](double value) -> std::optional<double> {
                double sum = 0.0;
                for (const ValidationRow* row : ofGroup) {
                    if (m_job.stopRequested())
                        return std::nullopt;
                    const Result<double> predicted =
                        m_predictor.predict(*row, assumptionsOf(*row).with(rule.key, value).value());
                    if (!predicted.ok() || predicted.value() <= 0.0)
                        return std::nullopt;
                    sum += std::log(predicted.value() / *row->measured);
                }
                return sum / static_cast<double>(ofGroup.size());
            };
            if (const std::optional<double> value = rootOf(error, rule.range))
                keep(rule, group, *value, rows);
        }
    }

    void keep(const FitRule& rule, int group, double value, const std::vector<const ValidationRow*>& rows)
    {
        m_values[rule.what][group] = value;
        FittedNumber number{nameOf(rule, group), value, {}};
        for (const ValidationRow* row : rows)
            number.rows.push_back(row->id);
        m_result.fitted.push_back(std::move(number));
    }

    void fitGpus()
    {
        std::vector<GpuRun> runs;
        std::vector<std::string> ids;
        for (const ValidationRow* row : m_fixing[Fitted::Gpus])
            if (const std::optional<GpuRun> run = gpuRunOf(*row)) {
                runs.push_back(*run);
                ids.push_back(row->id);
            }
        if (runs.empty())
            return;
        const Assumptions& shipped = shippedAssumptions();
        m_gpus = fittedTo(runs, {shipped["gpu_samples_small"], shipped["gpu_samples_large"]});
        m_result.fitted.push_back({"gpu_seconds_of_sample", m_gpus->secondsOfSample, ids});
        m_result.fitted.push_back({"gpu_fixed_seconds", m_gpus->fixedSeconds, ids});
        m_result.fitted.push_back({"gpu_seconds_of_doubling", m_gpus->secondsOfDoubling, ids});
    }

    /// The group whose value serves a group of releases; none when it is the shipped one.
    [[nodiscard]] std::optional<int> servingGroup(const FitRule& rule, int group) const
    {
        const auto values = m_values.find(rule.what);
        if (values == m_values.end())
            return std::nullopt;
        if (values->second.contains(group))
            return group;
        if (!rule.nearest)
            return std::nullopt;
        const auto nearest =
            std::min_element(values->second.begin(), values->second.end(), [&](const auto& a, const auto& b) {
                return std::abs(a.first - group) < std::abs(b.first - group);
            });
        return nearest->first;
    }

    /// The shipped assumptions with what rows have fixed for a row's mode and release.
    [[nodiscard]] Assumptions assumptionsOf(const ValidationRow& row) const
    {
        Assumptions assumptions = shippedAssumptions();
        for (const FitRule& rule : m_rules)
            if (rule.mode == row.mode || rule.what == Fitted::HostSeconds)
                if (const std::optional<int> group = servingGroup(rule, groupOf(rule, row)))
                    assumptions = assumptions.with(rule.key, m_values.at(rule.what).at(*group)).value();
        return assumptions;
    }

    /// What a prediction rests on that was fitted on another release's rows, or on none.
    [[nodiscard]] std::string restsOn(const ValidationRow& row) const
    {
        std::string text;
        for (const FitRule& rule : m_rules) {
            if (rule.mode != row.mode || rule.groups == nullptr)
                continue;
            const int own = groupOf(rule, row);
            const std::optional<int> group = servingGroup(rule, own);
            if (group == own)
                continue;
            text += text.empty() ? "No row fits " : "; none fits ";
            text += nameOf(rule, own) + ": " + (group ? "that of " + nameOf(rule, *group) : "the shipped one");
        }
        return text.empty() ? text : text + ".";
    }

    [[nodiscard]] ValidatedRow validated(const ValidationRow& row)
    {
        ValidatedRow result{row, std::nullopt, restsOn(row)};
        if (row.mode == "gpu") {
            const std::optional<GpuRun> run = gpuRunOf(row);
            if (run && m_gpus && row.quantity == "minutes") {
                result.predicted = m_gpus->minutes(run->gpus, run->batch);
                if (!m_gpus->gpus.contains(run->gpus) || !m_gpus->batches.contains(run->batch))
                    result.reason = "Beyond the runs that are fitted.";
            } else
                result.reason = "Of GPUs only minutes are predicted, where `gpus`, a batch and rows to fit are given.";
            return result;
        }
        const Result<double> predicted = m_predictor.predict(row, assumptionsOf(row));
        if (predicted.ok())
            result.predicted = predicted.value();
        else
            result.reason = predicted.error().message;
        return result;
    }

    const std::vector<ValidationRow>& m_rows;
    const JobControl& m_job;
    RowPredictor m_predictor;
    std::vector<FitRule> m_rules = rules();
    std::map<Fitted, std::vector<const ValidationRow*>> m_fixing;
    std::map<Fitted, std::map<int, double>> m_values; ///< by group of releases
    std::optional<GpuBaseline> m_gpus;
    Validation m_result;
    std::size_t m_told = 0;
};

} // namespace

Result<Validation> validate(const std::vector<ValidationRow>& rows, const JobControl& job, const ValidateConfig& config)
{
    return Validator(rows, job, config).run();
}

} // namespace waferscope
