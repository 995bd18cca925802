# Ask about payments that were posted before (see ask.sh or ask.py), with R's own functions alone: every table is CSV.
#   Rscript ask.R http://127.0.0.1:8080
base <- paste0(commandArgs(trailingOnly = TRUE)[1], "/v1/networks/payments")
key <- Sys.getenv("HAWKESNET_KEY")
headers <- c(Accept = "text/csv", if (nzchar(key)) c(Authorization = paste("Bearer", key)))

ask <- function(path) {
  connection <- url(paste0(base, path), headers = headers)
  on.exit(close(connection))
  read.csv(text = readLines(connection), stringsAsFactors = FALSE)
}

links <- ask("/links?horizon=1h&top=3")
print(links)

curve <- ask(paste0("/intensity/range?source=", links$source[1], "&target=", links$target[1], "&points=60"))
cat("now", signif(curve$meanPerSecond[1] * 3600, 3), "an hour; in an hour, if nothing happens,",
    signif(tail(curve$meanPerSecond, 1) * 3600, 3), "\n")

print(ask("/influence?top=3"))
print(ask("/clusters"))
