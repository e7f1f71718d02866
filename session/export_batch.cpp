#include "session/export_batch.h"

#include "core/base/file_name.h"
#include "core/words/sentences.h"
#include "formats/base/output_file.h"
#include "formats/plan/batch_files.h"
#include "formats/reports/report_html.h"
#include "session/save_project.h"

#include <filesystem>

namespace waferscope {

Result<std::vector<std::string>> exportBatch(const Project& project, const Layout& layout, const Evaluation& evaluation,
                                             const std::string& folder)
{
    if (!evaluation.legal())
        return Error{ErrorCode::DoesNotFit,
                     "This layout is not legal and cannot run: "
                         + plain(sentenceOf(evaluation.violations.front(), *layout.graph()))};
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed)
        return Error{ErrorCode::Io, "Cannot make the folder " + folder + ": " + failed.message() + "."};

    const std::string job = fileNameFrom(layout.network()->name());
    const BatchNames names{job, job + ".waferplan", job + ".yaml"};
    const BatchFiles files = batchFilesOf(layout, evaluation, names);
    const auto inFolder = [&folder](const std::string& name) {
        return (std::filesystem::path(folder) / name).string();
    };
    const std::pair<std::string, std::string> all[] = {
        {inFolder(names.plan), planTextFor(project, inFolder(names.plan))},
        {inFolder(job + ".sbatch"), files.script},
        {inFolder(names.parameters), files.parameters},
        {inFolder("report.html"), layoutReportHtml(layout, evaluation)}};
    std::vector<std::string> written;
    for (const auto& [path, text] : all) {
        WAFERSCOPE_TRY(const bool done, writeFile(path, text));
        if (done)
            written.push_back(path);
    }
    return written;
}

} // namespace waferscope
