import { memoryStore } from "../../../src/storage/memoryStore";
import { testByteStore } from "../../support/byteStoreContract";

testByteStore(async () => memoryStore());
